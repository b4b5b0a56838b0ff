import { queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { getPhone } from "./operations";

/** Asked for again when the person returns: STOP is texted elsewhere. */
export const phoneQuery = queryOptions({
  queryKey: ["phone"] as const,
  queryFn: ({ signal }) => call(getPhone, {}, signal),
  staleTime: 5_000,
  refetchOnWindowFocus: true,
});
