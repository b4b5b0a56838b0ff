/**
 * What the service worker shows when there is no network. Whole in itself, and the same for everybody: no script, no
 * font and no picture that would have to be fetched. Its link leads to the page that was wanted.
 */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Offline · Belfry</title>
<style>
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: #fcfbf8; color: #26201a; font: 14px/20px ui-sans-serif, system-ui, sans-serif; }
main { max-width: 38ch; padding: 24px; text-align: center; }
h1 { margin: 0 0 8px; font: 500 22px/28px ui-serif, Georgia, serif; }
p { margin: 0 0 20px; color: #5f574e; }
a { display: inline-block; padding: 6px 13px; border-radius: 8px; background: #26201a; color: #fcfbf8; font-weight: 600; text-decoration: none; }
a:focus-visible { outline: 2px solid #b4532a; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { background: #151210; color: #efebe5; }
  p { color: #b8b0a6; }
  a { background: #efebe5; color: #151210; }
}
</style>
</head>
<body>
<main>
<h1>There is no connection</h1>
<p>Belfry cannot be reached from here just now. Nothing is lost: what is sent to you meanwhile waits in your inbox.</p>
<a href="">Try again</a>
</main>
</body>
</html>
`;

export const GET = (): Response => new Response(PAGE, { headers: { "content-type": "text/html; charset=utf-8" } });
