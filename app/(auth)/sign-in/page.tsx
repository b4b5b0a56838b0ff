import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthFrame } from "@/components/auth/frame";
import { SignInForm } from "@/components/auth/sign-in-form";
import { PROVIDER_REFUSALS } from "@/lib/auth/constants";
import { nextPath } from "@/lib/auth/next-path";
import { findVisitor } from "@/lib/auth/page";
import { listProviders } from "@/lib/auth/providers";

export const metadata: Metadata = { title: "Sign in · Belfry" };

interface Props {
  searchParams: Promise<Record<"next" | "email" | "error", string | string[] | undefined>>;
}

export default async function SignInPage({ searchParams }: Props) {
  const { next, email, error } = await searchParams;
  const target = nextPath(typeof next === "string" ? next : undefined);
  const visitor = await findVisitor();
  if (visitor?.kind === "user") redirect(target);
  return (
    <AuthFrame>
      {visitor && (
        <p role="status" className="mb-6 rounded-md bg-amber-wash px-3.5 py-2.5 text-ink">
          You are signed in, but you belong to no workspace here. Ask an administrator to invite you, or sign in with
          another address.
        </p>
      )}
      <SignInForm
        next={target}
        email={typeof email === "string" ? email : ""}
        providers={listProviders()}
        refusal={PROVIDER_REFUSALS.find((known) => known === error)}
      />
    </AuthFrame>
  );
}
