import type { Fixtures, Person, Principal } from "./fixtures";

/** The input of one call that is right in itself. `params` leaves out the workspace. */
export interface Sample {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: object;
  file?: { type: string; bytes: Uint8Array<ArrayBuffer> };
  headers?: Record<string, string>;
}

export interface Row {
  /** Made anew for every call. `who`: whose things it names, a member of the fixtures where the path names it. */
  sample: (fixtures: Fixtures, who: Person) => Promise<Sample> | Sample;
  /** Whom the verb itself refuses although the access rule lets them in, and with which status. */
  refuses?: Partial<Record<Principal, number>>;
  /** What the path names belongs to one person: also their colleagues find nothing there. */
  isPersonal?: true;
}
