import * as assignments from "./assignments";
import * as conversations from "./conversations";
import type { NotificationType } from "./define";
import * as insights from "./insights";
import * as reviews from "./reviews";
import * as system from "./system";
import * as tracking from "./tracking";
import * as work from "./work";

/** Every type Belfry knows, by key. */
export const CATALOGUE: ReadonlyMap<string, NotificationType> = new Map(
  [assignments, reviews, insights, tracking, system, conversations, work]
    .flatMap((group): NotificationType[] => Object.values(group))
    .map((type) => [type.key, type]),
);
