import { ENDPOINTS } from "@/app/api/openapi.json/endpoints";
import { ApiReference } from "@/components/developers/api-reference";
import { openApiDocument } from "@/lib/http/openapi";
import { referenceOf } from "@/lib/http/reference";
import { version } from "@/package.json";

/** The same for everybody who runs this version. */
const groups = referenceOf(openApiDocument(ENDPOINTS, "", version));

/** Every call there is, from the very document that `/api/openapi.json` serves. */
export default function DevelopersPage() {
  return <ApiReference groups={groups} />;
}
