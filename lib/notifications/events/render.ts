import type { Priority } from "@/db/enums";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/http/parse";
import { checkLink, type LinkPolicy, productLink } from "@/lib/links";
import type { NotificationType } from "../catalogue/define";
import { shorten } from "../text";
import type { EventInput } from "./contract";

export interface RenderedEvent {
  title: string;
  body: string;
  link: string | null;
  data: Record<string, unknown>;
  actions: { label: string; link: string }[];
  priority: Priority;
}

const TITLE = 200;
const BODY = 500;

/**
 * What people will read: the producer's own words where it gave some, else the type's template over its data.
 * Rendered text is cut to length; given text that is too long was refused before. Errors (422): neither a title nor
 * data the template can use; a link that leads where the workspace does not allow.
 */
export function renderEvent(type: NotificationType, event: EventInput, policy: LinkPolicy): RenderedEvent {
  const template = event.title && !isUsable(type, event) ? undefined : type.render(dataOf(type, event));
  const link = event.link ?? (type.linksTo === "belfry" ? template?.link : undefined);
  const ownLink = type.linksTo === "product" && template?.link ? productLink(template.link, policy) : null;
  return {
    title: event.title ?? shorten(template?.title ?? type.label, TITLE),
    body: event.body ?? shorten(template?.body ?? "", BODY),
    link: link ? checkLink(link, policy, event.link ? "link" : "data.link") : ownLink,
    data: event.data ?? {},
    actions: (event.actions ?? []).map((a, i) => ({
      label: a.label,
      link: checkLink(a.link, policy, `actions[${i}].link`),
    })),
    priority: event.priority ?? "normal",
  };
}

const isUsable = (type: NotificationType, event: EventInput) => type.data.safeParse(event.data ?? {}).success;

function dataOf(type: NotificationType, event: EventInput): unknown {
  if (event.data === undefined && !isUsable(type, event)) {
    throw new AppError("invalid", `Give a title, or the data that “${type.key}” is rendered from.`, {
      details: [{ path: "data", message: "is missing" }],
    });
  }
  return parseInput(type.data, event.data ?? {}, "data");
}
