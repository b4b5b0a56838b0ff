/** What events of one subject gather under; unlike `kind:id` it is never another subject's, too. */
export const groupKey = ({ kind, id }: { kind: string; id: string }): string => JSON.stringify([kind, id]);
