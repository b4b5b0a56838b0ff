import Link from "next/link";
import { buttonLook } from "@/components/ui/button";
import { Heading } from "./heading";

/** An invitation that cannot be accepted, and why. */
export function NoInvitation({ reason }: { reason: string }) {
  return (
    <>
      <Heading title="This link does not open anything">{reason}</Heading>
      <Link className={buttonLook("plain", "h-11! w-full text-lg")} href="/" prefetch={false}>
        Go to Belfry
      </Link>
    </>
  );
}
