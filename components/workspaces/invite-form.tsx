"use client";

import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Choice, Field } from "@/components/ui/field";
import type { Role } from "@/db/enums";
import { useInvite } from "@/lib/workspaces/client";
import { rolesGivenBy } from "@/lib/workspaces/permissions";
import { useForm } from "../ui/form";
import { ROLE_DESCRIPTIONS, RoleOptions } from "./roles";

const LABELS = { email: "E-mail address", role: "Role" };
const BLANK: { email: string; role: Role } = { email: "", role: "member" };

/** An address and a role, and a mail is on its way. */
export function InviteForm() {
  const { workspace } = useSession();
  const { mutateAsync } = useInvite(workspace.slug);
  const form = useForm(BLANK, LABELS, (typed) => mutateAsync({ ...BLANK, ...typed }));
  const { values, set, problems, isSaving, isSaved } = form;
  return (
    <form noValidate onSubmit={form.submit} className="max-w-xl">
      <div className="grid items-start gap-3 sm:grid-cols-[1fr_8rem_auto]">
        <Field
          label="E-mail address"
          type="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="name@example.com"
          value={values.email}
          problem={problems.email}
          onText={(text) => set("email", text)}
        />
        <Choice label="Role" value={values.role} problem={problems.role} onText={(text) => set("role", text as Role)}>
          <RoleOptions roles={rolesGivenBy(workspace.role)} />
        </Choice>
        <Button
          type="submit"
          look="primary"
          aria-disabled={isSaving || values.email === ""}
          className="h-9! aria-disabled:cursor-default aria-disabled:opacity-50 sm:mt-6"
        >
          {isSaving ? "Inviting…" : "Invite"}
        </Button>
      </div>
      <p className="mt-2 text-sm text-ink-2 first-letter:uppercase">
        {values.role === "admin" || values.role === "owner" ? "An" : "A"} {values.role} may{" "}
        {ROLE_DESCRIPTIONS[values.role]}.
      </p>
      <p role="status" className="text-sm text-moss">
        {isSaved && values.email === "" && "Invited. The mail is on its way."}
      </p>
      <p role="alert" className="text-sm text-rose">
        {problems[""]}
      </p>
    </form>
  );
}
