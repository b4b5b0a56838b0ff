import { redirect } from "next/navigation";
import { SlackReturn } from "@/components/integrations/slack-return";

interface Props {
  searchParams: Promise<Record<"w" | "code" | "state" | "error", string | string[] | undefined>>;
}

/**
 * Where Slack leads back to after the app was added there, or was not. The workspace in which that was begun stands in
 * front of the state; the page is drawn in it, whichever was looked at last.
 */
export default async function SlackReturnPage({ searchParams }: Props) {
  const { w, ...back } = await searchParams;
  const [code, state] = [one(back.code), one(back.state)];
  const [workspace = ""] = state.split("~");
  const isRefused = back.error !== undefined;
  if (w === undefined && workspace) {
    const query = new URLSearchParams({ w: workspace, code, state, ...(isRefused && { error: "refused" }) });
    redirect(`/settings/integrations/slack?${query}`);
  }
  return <SlackReturn code={code} state={state} isRefused={isRefused} />;
}

const one = (value: string | string[] | undefined): string => (typeof value === "string" ? value : "");
