import { db } from "@/db/client";
import { projectMembers, projects } from "@/db/schema/projects";
import { makePerson } from "../people";
import type { Fixtures } from "./fixtures";
import type { Row } from "./row";

const IN = "/api/workspaces/{ws}/projects";

const newKey = () => `p${crypto.randomUUID().slice(0, 8)}`;

async function makeProject({ team }: Fixtures) {
  const [row] = await db()
    .insert(projects)
    .values({ workspaceId: team.workspaceId, key: newKey(), name: "iOS app" })
    .returning({ id: projects.id });
  return { id: row?.id ?? "" };
}

export const PROJECT_SAMPLES: Record<string, Row> = {
  [`GET ${IN}`]: { sample: () => ({}) },
  [`POST ${IN}`]: {
    sample: () => ({ body: { key: newKey(), name: "iOS app", link: "/issues", issueAlertFrequency: "hourly" } }),
  },
  [`PATCH ${IN}/{id}`]: {
    sample: async (fixtures) => ({ params: await makeProject(fixtures), body: { name: "Renamed", link: null } }),
  },
  [`PUT ${IN}/{id}/members`]: {
    sample: async (fixtures) => ({
      params: await makeProject(fixtures),
      body: { users: [`@${(await makePerson(fixtures.team)).handle}`] },
    }),
  },
  [`DELETE ${IN}/{id}/members`]: {
    sample: async (fixtures) => {
      const [{ id }, { userId }] = [await makeProject(fixtures), await makePerson(fixtures.team)];
      await db().insert(projectMembers).values({ projectId: id, userId });
      return { params: { id }, query: { userId } };
    },
  },
};
