import { Pool as NeonPool, neonConfig } from "@neondatabase/serverless";
import { drizzle as drizzleNeon } from "drizzle-orm/neon-serverless";
import { drizzle as drizzleNode, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Pool as NodePool, type PoolClient, type PoolConfig } from "pg";
import WebSocket from "ws";
import { DEADLINES, isUnanswered, SERVER_DEADLINES } from "./deadlines";
import { PreparingClient } from "./prepared";

/** The database, or a transaction on it: every verb's SQL runs on one of the two. */
export type Database = NodePgDatabase<Record<string, never>>;

interface Connection {
  url: string;
  db: Database;
  pool: Pool;
  /** The same SQL on one connection of the pool. */
  on(client: PoolClient): Database;
}

interface Pool {
  connect(): Promise<PoolClient>;
  end(): Promise<void>;
}

/** One connection for oneself. `release` must be called once: with an error, the connection is thrown away. */
export interface OwnConnection {
  on: Database;
  release(broken?: Error): void;
}

// Next may load this module once per bundle; one pool per process is what we mean.
const holder = globalThis as typeof globalThis & { belfryDatabase?: Connection };

/** The process's database, opened at first use. Throws when DATABASE_URL is unset. */
export const db = (): Database => connection().db;

/** Takes a connection out of the pool, waiting ten seconds at most. For transactions. */
export async function takeConnection(): Promise<OwnConnection> {
  const { pool, on } = connection();
  const client = await pool.connect();
  // Between two statements nobody else listens, and an unheard error would end the process.
  client.on("error", ignore);
  return {
    on: on(client),
    release(broken) {
      client.off("error", ignore);
      client.release(broken);
    },
  };
}

/** Closes the pool, if one was opened: for scripts and tests, which must be able to end. */
export async function closeDatabase(): Promise<void> {
  const open = holder.belfryDatabase;
  delete holder.belfryDatabase;
  await open?.pool.end();
}

function connection(): Connection {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: start Belfry with `npm start`, or set it to a PostgreSQL URL.");
  if (holder.belfryDatabase?.url !== url) holder.belfryDatabase = open(url);
  return holder.belfryDatabase;
}

function open(url: string): Connection {
  const proxy = process.env.NEON_WS_PROXY;
  const config: PoolConfig = { ...DEADLINES, connectionString: url, max: 20, idleTimeoutMillis: 30_000 };
  if (!proxy && !new URL(url).hostname.endsWith(".neon.tech")) {
    // Who gives a second URL says by it that this one leads through a pooler.
    const isDirect = !process.env.DATABASE_URL_UNPOOLED;
    const pool = new NodePool({ ...config, ...(isDirect && { ...SERVER_DEADLINES, Client: PreparingClient }) });
    watch(pool);
    return { url, pool, db: drizzleNode(pool), on: (client) => drizzleNode(client) };
  }
  neonConfig.webSocketConstructor = WebSocket;
  if (proxy) {
    neonConfig.wsProxy = proxy;
    neonConfig.useSecureWebSocket = false;
    neonConfig.pipelineTLS = false;
    neonConfig.pipelineConnect = false;
  }
  const pool = new NeonPool(config);
  watch(pool as unknown as NodePool);
  // Both drivers run the same SQL and answer `{rows}`; only their result types have different names.
  const on = (client: unknown) => drizzleNeon(client as NeonPool) as unknown as Database;
  return { url, pool: pool as unknown as Pool, db: on(pool), on };
}

/** Where one connection leads nowhere, those that lay idle beside it do too: nobody else shall wait to find that out. */
function watch(pool: NodePool): void {
  pool.on("error", ignore);
  pool.on("release", (error) => {
    if (!isUnanswered(error)) return;
    for (let idle = pool.idleCount; idle > 0; idle--) pool.connect().then((client) => client.release(true), ignore);
  });
}

/** A connection that the server ends is found out by whoever uses it next; unheard, the event would end the process. */
function ignore(): void {}
