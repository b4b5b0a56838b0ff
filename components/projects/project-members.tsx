"use client";

import { X } from "lucide-react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { useProjectActions, useRemoveProjectMember } from "@/lib/projects/client";
import type { Project } from "@/lib/projects/contract";
import { useForm } from "../ui/form";

interface Props {
  project: Project | null;
  mayEdit: boolean;
  close: () => void;
}

/** Who follows a project. */
export function ProjectMembers({ project, mayEdit, close }: Props) {
  return (
    <Dialog
      open={project !== null}
      onOpenChange={(isOpen) => !isOpen && close()}
      title={`People of ${project?.name ?? "the project"}`}
      className="overflow-y-auto!"
    >
      {project && (
        <div className="px-5 pb-5">
          {project.members.length === 0 && (
            <p className="mb-4 text-ink-2">
              Nobody yet: until somebody is in it, its events go to everybody whom their type is for.
            </p>
          )}
          <ul aria-label={`People of ${project.name}`} className="mb-4 divide-y divide-line">
            {project.members.map((member) => (
              <Member key={member.userId} project={project} member={member} mayEdit={mayEdit} />
            ))}
          </ul>
          {mayEdit && <AddForm project={project} />}
        </div>
      )}
    </Dialog>
  );
}

interface MemberProps {
  project: Project;
  member: Project["members"][number];
  mayEdit: boolean;
}

function Member({ project, member: { userId, name, email }, mayEdit }: MemberProps) {
  const { workspace } = useSession();
  const remove = useRemoveProjectMember(workspace.slug);
  return (
    <li className="flex min-h-10 items-center gap-3">
      <span className="min-w-0 grow wrap-anywhere">
        <span className="font-semibold">{name}</span> <span className="text-sm text-ink-2">{email}</span>
      </span>
      {mayEdit && (
        <IconButton label={`Take ${name} out`} onClick={() => remove.mutate({ id: project.id, userId })}>
          <X />
        </IconButton>
      )}
    </li>
  );
}

const BLANK = { users: "" };

function AddForm({ project }: { project: Project }) {
  const { workspace } = useSession();
  const { addMembers } = useProjectActions(workspace.slug);
  const form = useForm(BLANK, { users: "People" }, ({ users = "" }) =>
    addMembers({ id: project.id, users: users.split(/[\s,]+/).filter(Boolean) }),
  );
  const { values, set, problems } = form;
  return (
    <form noValidate onSubmit={form.submit} className="grid items-start gap-3 sm:grid-cols-[1fr_auto]">
      <Field
        label="Add people"
        placeholder="@handle, name@example.com"
        autoCapitalize="none"
        spellCheck={false}
        value={values.users}
        problem={problems.users ?? problems[""]}
        onText={(text) => set("users", text)}
      />
      <Button
        type="submit"
        aria-disabled={form.isSaving || !form.isDirty}
        className="h-9! aria-disabled:cursor-default aria-disabled:opacity-50 sm:mt-6"
      >
        {form.isSaving ? "Adding…" : "Add"}
      </Button>
    </form>
  );
}
