import { setTimeout as sleep } from "node:timers/promises";
import { Failure, sentenceOf } from "../failure";
import { type Service, withLastWords } from "./service";

const RESTARTS_PER_MINUTE = 5;
const PAUSES_MS = [0, 100, 500, 1_000, 2_000];

export interface Watch {
  /** False while starting or stopping: then a death is final, or expected. */
  isUp(): boolean;
  /** After every successful restart. */
  onRestart(): void;
  /** It cannot be kept alive. */
  giveUp(failure: Failure): void;
}

/** Starts a service again whenever it dies, five times in a minute at most. */
export function keepAlive(service: Service, watch: Watch): void {
  let deaths: number[] = [];
  async function onDeath(how: string, words: string): Promise<void> {
    if (!watch.isUp()) {
      const sentence = `${service.name} ended while Belfry was starting (${how}).`;
      watch.giveUp(new Failure(withLastWords(sentence, words)));
      return;
    }
    deaths = [...deaths.filter((at) => at > Date.now() - 60_000), Date.now()];
    const restarts = deaths.length;
    if (restarts > RESTARTS_PER_MINUTE) {
      const sentence = `${service.name} ended ${restarts} times within a minute (${how}): Belfry stops.`;
      watch.giveUp(new Failure(withLastWords(sentence, words)));
      return;
    }
    console.error(`${service.name} ended (${how}); starting it again.`);
    await sleep(PAUSES_MS[restarts - 1]);
    if (!watch.isUp()) return;
    try {
      await service.start();
      watch.onRestart();
    } catch (error) {
      await onDeath("it did not start", sentenceOf(error));
    }
  }
  service.onDeath = (how, words) => void onDeath(how, words);
}
