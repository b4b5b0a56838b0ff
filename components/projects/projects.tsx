"use client";

import { FolderKanban, Plus } from "lucide-react";
import { useState } from "react";
import { useSession } from "@/components/session/session";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { useProjects } from "@/lib/projects/client";
import type { Project } from "@/lib/projects/contract";
import { isAtLeast } from "../settings/sections";
import { Group } from "../ui/group";
import { ListFailed, RowsSkeleton } from "../ui/list-states";
import { Row, Rows, Tile } from "../ui/row";
import { FREQUENCY_LABELS } from "./labels";
import { ProjectDialog } from "./project-dialog";
import { ProjectMembers } from "./project-members";

/** The projects whose issues people follow, and who follows them. */
export function Projects() {
  const { workspace } = useSession();
  const { data, error, refetch } = useProjects(workspace.slug);
  const mayEdit = isAtLeast(workspace.role, "admin");
  const [edited, setEdited] = useState<Project | "new" | null>(null);
  const [peopled, setPeopled] = useState<string | null>(null);
  return (
    <Group
      title="Projects"
      about="An event that names one of these, by its key or its name, goes to the project’s people. A digest of its new issues is mailed to them as often as it says here."
      action={
        mayEdit && (
          <Button look="primary" onClick={() => setEdited("new")}>
            <Plus aria-hidden="true" />
            New project
          </Button>
        )
      }
    >
      {data && data.projects.length === 0 ? (
        <EmptyState icon={<FolderKanban aria-hidden="true" />} title="No projects yet">
          Without any, events about a project go to everybody whom their type is for.
        </EmptyState>
      ) : data ? (
        <Rows label="Projects">
          {data.projects.map((project) => (
            <ProjectRow
              key={project.id}
              project={project}
              edit={mayEdit ? () => setEdited(project) : undefined}
              showPeople={() => setPeopled(project.id)}
            />
          ))}
        </Rows>
      ) : error ? (
        <ListFailed title="The projects could not be fetched" error={error} retry={() => void refetch()} />
      ) : (
        <RowsSkeleton what="Fetching the projects" rows={2} />
      )}
      <ProjectDialog project={edited} close={() => setEdited(null)} />
      <ProjectMembers
        project={data?.projects.find(({ id }) => id === peopled) ?? null}
        mayEdit={mayEdit}
        close={() => setPeopled(null)}
      />
    </Group>
  );
}

interface RowProps {
  project: Project;
  edit: (() => void) | undefined;
  showPeople: () => void;
}

function ProjectRow({ project, edit, showPeople }: RowProps) {
  const { key, name, members, issueAlertFrequency } = project;
  const people = members.length === 0 ? "Nobody yet" : members.length === 1 ? "1 person" : `${members.length} people`;
  return (
    <Row
      mark={
        <Tile>
          <FolderKanban />
        </Tile>
      }
      title={name}
      detail={
        <>
          <code className="text-ink">{key}</code> · {people} · {FREQUENCY_LABELS[issueAlertFrequency]}
        </>
      }
      actions={
        <>
          <Button aria-label={`People of ${name}`} onClick={showPeople}>
            People
          </Button>
          {edit && (
            <Button aria-label={`Edit ${name}`} onClick={edit}>
              Edit
            </Button>
          )}
        </>
      }
    />
  );
}
