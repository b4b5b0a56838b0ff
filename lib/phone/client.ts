"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { toast } from "@/lib/toast";
import type { PhoneAnswer } from "./contract";
import { addPhone, removePhone, verifyPhone } from "./operations";
import { phoneQuery } from "./queries";

/** The number my text messages go to. */
export const usePhone = () => useQuery(phoneQuery);

/** Sends a code to a number; again for the same number makes a new one. */
export function useAddPhone() {
  const show = useShow();
  return useMutation({ mutationFn: (number: string) => call(addPhone, { number }), onSuccess: show });
}

/** Proves the number by its code. */
export function useVerifyPhone() {
  const show = useShow();
  return useMutation({ mutationFn: (code: string) => call(verifyPhone, { code }), onSuccess: show });
}

/** Forgets the number, verified or not. */
export function useRemovePhone() {
  const show = useShow();
  return useMutation({
    mutationFn: () => call(removePhone, {}),
    onSuccess: show,
    onError: (error) => toast.error(`Your number is still here. ${error.message}`),
  });
}

function useShow() {
  const cache = useQueryClient();
  return (answer: PhoneAnswer) => void cache.setQueryData(phoneQuery.queryKey, answer);
}
