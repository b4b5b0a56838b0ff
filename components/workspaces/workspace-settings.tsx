"use client";

import { useSession } from "@/components/session/session";
import { Field, TextArea } from "@/components/ui/field";
import { useUpdateWorkspace, useWorkspace } from "@/lib/workspaces/client";
import type { Workspace } from "@/lib/workspaces/contract";
import { useForm } from "../ui/form";
import { Group } from "../ui/group";
import { ListFailed, RowsSkeleton } from "../ui/list-states";
import { SaveBar } from "../ui/save-bar";

const LABELS = { name: "Name", productUrl: "Address", linkHosts: "Hosts" };

/** What the workspace is called, and where the links of its notifications may lead. */
export function WorkspaceSettings() {
  const { workspace } = useSession();
  const { data, error, refetch } = useWorkspace(workspace.slug);
  if (data) return <Form kept={data} />;
  if (error) {
    return <ListFailed title="The settings could not be fetched" error={error} retry={() => void refetch()} />;
  }
  return <RowsSkeleton what="Fetching the settings" />;
}

function Form({ kept }: { kept: Workspace }) {
  const { mutateAsync } = useUpdateWorkspace(kept.slug);
  const form = useForm(asText(kept), LABELS, (typed) => mutateAsync(fromText(typed)));
  const { values, set, problems } = form;
  return (
    <form noValidate onSubmit={form.submit}>
      <Group title="General">
        <div className="max-w-xl">
          <Field
            label="Name"
            hint={
              <>
                In addresses and calls it is <code className="text-ink">{kept.slug}</code>, which stays.
              </>
            }
            value={values.name}
            problem={problems.name}
            onText={(text) => set("name", text)}
          />
        </div>
      </Group>
      <Group
        title="Links"
        about="A notification may lead to pages of Belfry itself, of your product, and of the hosts named here. Links to anywhere else are refused when the event is sent."
      >
        <div className="grid max-w-xl gap-5">
          <Field
            label="Address of your product"
            hint="Links that begin with a slash are relative to it. Empty: there is none."
            type="url"
            inputMode="url"
            spellCheck={false}
            placeholder="https://app.example.com"
            value={values.productUrl}
            problem={problems.productUrl}
            onText={(text) => set("productUrl", text)}
          />
          <TextArea
            label="Other hosts"
            hint="One a line, without https://"
            rows={Math.min(10, values.linkHosts.split("\n").length + 2)}
            spellCheck={false}
            autoCapitalize="none"
            placeholder={"github.com\nstatus.example.com"}
            value={values.linkHosts}
            problem={problems.linkHosts}
            onText={(text) => set("linkHosts", text)}
          />
        </div>
      </Group>
      <SaveBar {...form} problem={problems[""]} />
    </form>
  );
}

type Text = { name: string; productUrl: string; linkHosts: string };

const asText = ({ name, productUrl, linkHosts }: Workspace): Text => ({
  name,
  productUrl: productUrl ?? "",
  linkHosts: linkHosts.join("\n"),
});

const fromText = ({ name, productUrl, linkHosts }: Partial<Text>) => ({
  ...(name !== undefined && { name }),
  ...(productUrl !== undefined && { productUrl: productUrl.trim() || null }),
  ...(linkHosts !== undefined && {
    linkHosts: linkHosts
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  }),
});
