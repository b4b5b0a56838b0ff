import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { users } from "@/db/schema/users";
import { isUniqueViolation } from "@/db/transaction";
import { type Actor, asPerson } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import type { Input, Output } from "@/lib/http/endpoint";
import type * as api from "./contract";
import { getMe } from "./me";

/** Changes what is given of one's own name, handle, title and time zone. Error: 409 somebody else's handle. */
export async function updateMe(
  actor: Actor,
  changes: Input<typeof api.updateMe>,
): Promise<Output<typeof api.updateMe>> {
  const { userId } = asPerson(actor);
  const isEmpty = Object.values(changes).every((value) => value === undefined);
  if (!isEmpty) await db().update(users).set(changes).where(eq(users.id, userId)).catch(asTaken);
  return getMe(actor);
}

function asTaken(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw new AppError("conflict", "This handle is taken; choose another.", {
    details: [{ path: "handle", message: "is taken" }],
  });
}
