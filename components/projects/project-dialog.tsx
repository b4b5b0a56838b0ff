"use client";

import { useSession } from "@/components/session/session";
import { Dialog } from "@/components/ui/dialog";
import { Choice, Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { ALERT_FREQUENCIES } from "@/db/enums";
import { useProjectActions } from "@/lib/projects/client";
import type { Project } from "@/lib/projects/contract";
import { useForm } from "../ui/form";
import { FREQUENCY_LABELS } from "./labels";

const LABELS = { key: "Key", name: "Name", link: "Link", issueAlertFrequency: "Digest" };
interface Typed extends Record<string, unknown> {
  key: string;
  name: string;
  link: string;
  issueAlertFrequency: Project["issueAlertFrequency"];
}
const BLANK: Typed = { key: "", name: "", link: "", issueAlertFrequency: "daily" };

interface Props {
  project: Project | "new" | null;
  close: () => void;
}

/** A new project, or what can be changed of one. */
export function ProjectDialog({ project, close }: Props) {
  return (
    <Dialog
      open={project !== null}
      onOpenChange={(isOpen) => !isOpen && close()}
      title={project === "new" ? "New project" : (project?.name ?? "")}
      isKept
      className="overflow-y-auto!"
    >
      {project && <Form project={project} close={close} />}
    </Dialog>
  );
}

function Form({ project, close }: { project: Project | "new"; close: () => void }) {
  const { workspace } = useSession();
  const { create, update } = useProjectActions(workspace.slug);
  const isNew = project === "new";
  const kept: Typed = isNew ? BLANK : { ...BLANK, ...project, link: project.link ?? "" };
  const form = useForm(kept, LABELS, async ({ link, ...typed }) => {
    const leadsTo = link === undefined ? {} : { link: link.trim() || null };
    if (isNew) await create({ ...BLANK, link: null, ...typed, ...leadsTo });
    else await update({ id: project.id, ...typed, ...leadsTo });
    close();
  });
  const { values, set, problems } = form;
  return (
    <form noValidate onSubmit={form.submit} className="grid grid-cols-1 gap-5 px-5 pb-5">
      <Field label="Name" value={values.name} problem={problems.name} onText={(text) => set("name", text)} />
      {isNew && (
        <Field
          label="Key"
          hint="What services name it by; it stays: ios-app"
          spellCheck={false}
          autoCapitalize="none"
          value={values.key}
          problem={problems.key}
          onText={(text) => set("key", text)}
        />
      )}
      <Field
        label="Link"
        hint="Where a digest leads. Empty: nowhere."
        spellCheck={false}
        value={values.link}
        problem={problems.link}
        onText={(text) => set("link", text)}
      />
      <Choice
        label="Issues by mail"
        value={values.issueAlertFrequency}
        problem={problems.issueAlertFrequency}
        onText={(text) => set("issueAlertFrequency", text as Typed["issueAlertFrequency"])}
        className="sm:w-64"
      >
        {ALERT_FREQUENCIES.map((frequency) => (
          <option key={frequency} value={frequency}>
            {FREQUENCY_LABELS[frequency].replace(/^./, (letter) => letter.toUpperCase())}
          </option>
        ))}
      </Choice>
      <FormFooter
        problem={problems[""]}
        isSaving={form.isSaving}
        isReady={form.isDirty}
        save={isNew ? "Add project" : "Save"}
        close={close}
      />
    </form>
  );
}
