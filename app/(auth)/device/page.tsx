import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { DeviceLogin } from "@/components/auth/device-login";
import { AuthFrame } from "@/components/auth/frame";
import { findVisitor } from "@/lib/auth/page";
import { findNames } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Sign a program in · Belfry" };

interface Props {
  searchParams: Promise<{ code?: string | string[] }>;
}

/** Where a program that signs in sends its person, with the code it shows. */
export default async function DevicePage({ searchParams }: Props) {
  const { code } = await searchParams;
  const given = typeof code === "string" ? code.slice(0, 20) : "";
  const visitor = await findVisitor();
  const names = visitor && (await findNames(visitor.userId));
  if (!names) redirect(`/sign-in?next=${encodeURIComponent(given ? `/device?code=${given}` : "/device")}`);
  return (
    <AuthFrame>
      <DeviceLogin code={given} email={names.email} />
    </AuthFrame>
  );
}
