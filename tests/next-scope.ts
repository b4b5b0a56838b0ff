import { workAsyncStorage } from "next/dist/server/app-render/work-async-storage.external";
import { workUnitAsyncStorage } from "next/dist/server/app-render/work-unit-async-storage.external";
import { NextRequest } from "next/server";

interface Storage {
  run<T>(store: unknown, work: () => Promise<T>): Promise<T>;
}

/** Runs `work` as Next runs a page or route handler: `cookies()` and `headers()` answer from this request. */
export function inRequest<T>(request: NextRequest, work: () => Promise<T>): Promise<T> {
  const page = { route: request.nextUrl.pathname };
  const unit = { type: "request", phase: "render", headers: request.headers, cookies: request.cookies };
  return (workAsyncStorage as unknown as Storage).run(page, () =>
    (workUnitAsyncStorage as unknown as Storage).run(unit, work),
  );
}

/** A request to our own origin, as Next hands it to a handler. */
export function nextRequest(
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new NextRequest(new URL(path, process.env.BELFRY_URL), init);
}
