"use client";

import { useSession } from "@/components/session/session";
import { Field } from "@/components/ui/field";
import { useUpdateMe } from "@/lib/profile/client";
import { useForm } from "../ui/form";
import { Group } from "../ui/group";
import { SaveBar } from "../ui/save-bar";
import { LeaveWorkspace } from "../workspaces/leave-workspace";
import { PictureField } from "./picture-field";
import { TimeZoneField } from "./time-zone-field";

const LABELS = { name: "Name", handle: "Handle", title: "Title", timeZone: "Time zone" };

/** How others see me, and by which clock I live. */
export function Profile() {
  return (
    <>
      <Group title="Picture">
        <PictureField />
      </Group>
      <Group title="About you" about="The same in every workspace you are in.">
        <AboutForm />
      </Group>
      <LeaveWorkspace />
    </>
  );
}

function AboutForm() {
  const { user } = useSession();
  const { mutateAsync } = useUpdateMe();
  const { name, handle, title, timeZone } = user;
  const form = useForm({ name, handle, title, timeZone }, LABELS, mutateAsync);
  const { values, set, problems } = form;
  return (
    <form noValidate onSubmit={form.submit} className="max-w-xl">
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label="Name"
          autoComplete="name"
          value={values.name}
          problem={problems.name}
          onText={(text) => set("name", text)}
        />
        <Field
          label="Handle"
          hint="How others mention you: @handle"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={values.handle}
          problem={problems.handle}
          onText={(text) => set("handle", text)}
        />
        <Field
          label="Title"
          hint="What you do, in your own words"
          autoComplete="organization-title"
          value={values.title}
          problem={problems.title}
          onText={(text) => set("title", text)}
        />
        <TimeZoneField value={values.timeZone} problem={problems.timeZone} onChange={(next) => set("timeZone", next)} />
      </div>
      <p className="mt-5 text-sm text-ink-2">
        You sign in as <b className="font-semibold wrap-anywhere text-ink">{user.email}</b>.
      </p>
      <SaveBar {...form} problem={problems[""]} />
    </form>
  );
}
