import { watch } from "node:fs";
import { join } from "node:path";
import { sentenceOf } from "../failure";
import type { Service } from "./service";

/** In development: a service whose bundle in dist/ was rebuilt is started again. */
export function restartOnChange(root: string, services: readonly Service[], announce: () => void): void {
  const restarting = new Set<string>();
  watch(join(root, "dist"), (_event, file) => {
    const service = services.find(({ name }) => file === `${name}.mjs`);
    if (!service || restarting.has(service.name)) return;
    restarting.add(service.name);
    restart(service, announce).finally(() => restarting.delete(service.name));
  });
}

async function restart(service: Service, announce: () => void): Promise<void> {
  try {
    await service.stop();
    await service.start();
    announce();
    console.log(`${service.name} was rebuilt and started again.`);
  } catch (error) {
    service.onDeath?.("it did not start", sentenceOf(error));
  }
}
