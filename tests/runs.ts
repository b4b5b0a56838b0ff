/** How many inputs a property is tried with: a fifth of them by default, all with FULL=1. */
export const runs = (all: number): number => (process.env.FULL === "1" ? all : Math.ceil(all / 5));
