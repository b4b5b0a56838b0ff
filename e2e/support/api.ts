import type { InstanceFile } from "./instance";

interface Row {
  id: string;
  title: string;
}

/** The Cookie header that a person's sign-in link gives. */
export async function signInByLink(file: InstanceFile, handle: string): Promise<string> {
  const link = file.people.find((person) => person.handle === handle)?.signInUrl ?? "";
  const answer = await fetch(link, { redirect: "manual" });
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/** A person's whole inbox, page by page. */
export async function readInbox(file: InstanceFile, cookie: string): Promise<{ rows: Row[]; unreadCount: number }> {
  const rows: Row[] = [];
  for (let cursor = ""; ; ) {
    const query = new URLSearchParams({ limit: "100", ...(cursor && { cursor }) });
    const answer = await fetch(`${file.url}/api/workspaces/${file.workspace}/notifications?${query}`, {
      headers: { cookie },
    });
    if (!answer.ok) throw new Error(`The inbox answered ${answer.status}.`);
    const page = (await answer.json()) as { notifications: Row[]; nextCursor: string | null; unreadCount: number };
    rows.push(...page.notifications);
    if (!page.nextCursor) return { rows, unreadCount: page.unreadCount };
    cursor = page.nextCursor;
  }
}
