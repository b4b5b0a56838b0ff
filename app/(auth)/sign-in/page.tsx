import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Brand } from "@/components/auth/brand";
import { SignInForm } from "@/components/auth/sign-in-form";
import { nextPath } from "@/lib/auth/next-path";
import { findVisitor } from "@/lib/auth/page";

export const metadata: Metadata = { title: "Sign in · Belfry" };

interface Props {
  searchParams: Promise<{ next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: Props) {
  const { next } = await searchParams;
  const target = nextPath(typeof next === "string" ? next : undefined);
  const visitor = await findVisitor();
  if (visitor?.kind === "user") redirect(target);
  return (
    <main className="grid min-h-dvh grid-rows-[auto_1fr] px-5 py-6 sm:px-8">
      <Brand />
      <div className="mx-auto w-full max-w-sm pt-[min(16vh,9rem)] pb-12">
        {visitor && (
          <p role="status" className="mb-6 rounded-md bg-amber-wash px-3.5 py-2.5 text-ink">
            You are signed in, but you belong to no workspace here. Ask an administrator to invite you, or sign in with
            another address.
          </p>
        )}
        <SignInForm next={target} />
      </div>
    </main>
  );
}
