import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { DeliveryChannel } from "@/db/enums";
import { afterCommit } from "@/db/transaction";
import { alertOperator } from "@/lib/operator-alert";
import { sendersOf } from "./channels/registry";
import { DELIVERY_CHANNEL_LABELS } from "./deliveries-contract";
import { notify } from "./notify";

/** One delivery of those that fail. */
export interface Failing {
  channel: DeliveryChannel;
  workspace: { id: string };
  config: { id: string } | null;
}

/** Tells whose credential it is that it keeps failing: the workspace's admins and owner, or the operator. */
export async function tellOfFailing(tx: Database, key: string, failing: Failing, error: string): Promise<void> {
  const { toPerson, toPlace } = sendersOf(failing.channel);
  const owner = (failing.config ? toPlace : toPerson)?.credential?.owner ?? "instance";
  const name = DELIVERY_CHANNEL_LABELS[failing.channel];
  if (owner === "instance") {
    const alert = {
      key: `credential:${key}`,
      title: `${name} is not taken by its provider`,
      text: `Belfry waits, tries now and then, and goes on by itself once it works again; nothing is lost.\n\nThe provider's last words: ${error}`,
    };
    return afterCommit(tx, () => void alertOperator(alert).catch(() => {}));
  }
  const data = { integration: await nameOf(tx, failing), error: error || "It does not answer." };
  await notify(
    { kind: "system", workspaceId: failing.workspace.id },
    { type: "integration.failing", data, link: "/settings/integrations" },
    tx,
  );
}

async function nameOf(tx: Database, { channel, config }: Failing): Promise<string> {
  const { rows } = await tx.execute<{ name: string }>(
    sql`SELECT name FROM channel_configs WHERE id = ${config?.id ?? null}`,
  );
  const name = DELIVERY_CHANNEL_LABELS[channel];
  return rows[0] ? `${name} (${rows[0].name})` : name;
}
