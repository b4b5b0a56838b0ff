import { queryOptions } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { listDevices } from "./operations";

/** Asked for again when the person returns: there are no live hints about devices. */
export const devicesQuery = queryOptions({
  queryKey: ["devices"] as const,
  queryFn: ({ signal }) => call(listDevices, {}, signal),
  staleTime: 5_000,
  refetchOnWindowFocus: true,
});
