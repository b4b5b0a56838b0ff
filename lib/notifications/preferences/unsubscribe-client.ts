"use client";

import { useMutation } from "@tanstack/react-query";
import { call } from "@/lib/http/call";
import { resumeMails, type Stopped, stopMails } from "./unsubscribe-contract";

/** Stops the mails a link is about, or (false) lets them come again. */
export const useStopMails = (token: string, onDone: (stopped: Stopped) => void) =>
  useMutation({
    mutationFn: (isStopped: boolean) => call(isStopped ? stopMails : resumeMails, { token }),
    onSuccess: onDone,
  });
