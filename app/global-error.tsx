"use client";

const STYLE = `
  :root { color-scheme: light dark; --paper: light-dark(#fcfbf8, #151210); --ink: light-dark(#26201a, #efece7) }
  body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--paper); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; text-align: center }
  h1 { font: 500 22px/1.2 ui-serif, Georgia, serif; margin: 0 0 8px }
  a { display: inline-block; margin-top: 16px; padding: 7px 14px; border-radius: 8px; background: var(--ink); color: var(--paper); font-weight: 600; text-decoration: none }
`;

/** The last resort, when not even the document could be drawn: it leans on nothing, no script and none of our files. */
export default function GlobalError() {
  return (
    <html lang="en">
      <head>
        <title>Something went wrong · Belfry</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <main>
          <h1>Belfry could not be shown</h1>
          <p>Something went wrong on our side. Nothing of yours is lost.</p>
          {/* A plain link on purpose: the router may be what broke. */}
          <a href="/">Try again</a>
        </main>
      </body>
    </html>
  );
}
