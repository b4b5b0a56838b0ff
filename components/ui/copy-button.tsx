"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { toast } from "@/lib/toast";
import { IconButton } from "./icon-button";

interface Props {
  text: string;
  /** What it does, as its name: `Copy the key`. */
  label: string;
  className?: string;
}

/** Copies a text, and says that it has. */
export function CopyButton({ text, label, className }: Props) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      toast.error("The browser did not allow copying. Select the text and copy it by hand.");
    }
  };
  return (
    <IconButton label={isCopied ? "Copied" : label} className={className} onClick={copy}>
      {isCopied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
    </IconButton>
  );
}
