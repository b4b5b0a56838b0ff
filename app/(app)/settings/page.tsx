import { SectionIndex } from "@/components/settings/section-list";

export default function SettingsPage() {
  return <SectionIndex />;
}
