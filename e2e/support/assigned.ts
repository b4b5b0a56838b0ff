export const INSTANCES = "BELFRY_E2E";

interface Assigned {
  dataDir: string;
  /** The one port of this machine that the instance may call. */
  hookPort: number;
}

/** The instance of this worker: nobody else uses it meanwhile. */
export function assignedInstance(): Assigned {
  const all: Assigned[] = JSON.parse(process.env[INSTANCES] ?? "[]");
  const own = all[Number(process.env.TEST_PARALLEL_INDEX)];
  if (!own) throw new Error("This worker has no instance: journeys are run by Playwright alone.");
  return own;
}
