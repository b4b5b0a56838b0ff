"use client";

import { type ChangeEvent, useRef, useState } from "react";
import { useSession } from "@/components/session/session";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { useDeletePicture, usePutPicture } from "@/lib/profile/client";
import { toast } from "@/lib/toast";
import { squareOf } from "./square-picture";

/** My picture: any that this browser can read, made square and small here before it is sent. */
export function PictureField() {
  const { user } = useSession();
  const put = usePutPicture();
  const remove = useDeletePicture();
  const input = useRef<HTMLInputElement>(null);
  const [isReading, setReading] = useState(false);
  const isBusy = isReading || put.isPending;

  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    // Choosing the same file again must count as a choice.
    target.value = "";
    if (!file || isBusy) return;
    setReading(true);
    const picture = await squareOf(file).catch((error: Error) => void toast.error(error.message));
    setReading(false);
    if (picture) put.mutate(picture);
  };
  return (
    <div className="flex items-center gap-5">
      <Avatar name={user.name} picture={user.pictureUrl} className="size-18! text-[1.5rem]!" />
      <div>
        <div className="flex flex-wrap gap-2">
          <Button aria-disabled={isBusy} onClick={() => !isBusy && input.current?.click()}>
            {isBusy ? "Uploading…" : user.pictureUrl ? "Change picture" : "Upload a picture"}
          </Button>
          {user.pictureUrl && !isBusy && (
            <Button look="quiet" onClick={() => remove.mutate()}>
              Remove
            </Button>
          )}
        </div>
        <p className="mt-2 text-sm text-ink-2">PNG, JPEG or WebP. The middle of it is used.</p>
        <input
          ref={input}
          type="file"
          accept="image/*"
          aria-label="Picture file"
          tabIndex={-1}
          className="sr-only"
          onChange={choose}
        />
      </div>
    </div>
  );
}
