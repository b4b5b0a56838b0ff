import { Profile } from "@/components/profile/profile";

/** Server-rendered from who is asking, which the layout knows already. */
export default function ProfilePage() {
  return <Profile />;
}
