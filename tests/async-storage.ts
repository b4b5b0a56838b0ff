import { AsyncLocalStorage } from "node:async_hooks";

// Next's server sets this before anything of it is loaded; a test that loads Next's parts imports this file first.
Object.assign(globalThis, { AsyncLocalStorage });
