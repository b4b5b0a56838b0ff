"use client";

import { Download } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useInstallOffer } from "@/components/shell/install-offer";
import { Button } from "@/components/ui/button";
import { isInstalled } from "@/lib/notifications/devices/client";
import { Group } from "../ui/group";

const never = () => () => {};

/** Belfry as an app of its own, where the browser can do that and it is not one already. */
export function InstallApp() {
  const install = useInstallOffer();
  const isApp = useSyncExternalStore(never, isInstalled, () => false);
  if (isApp || !install) return null;
  return (
    <Group
      title="Belfry as an app"
      about="It gets a window and an icon of its own, with the number of what is unread on it. Nothing is downloaded but this page; you remove it like any other app."
      action={
        <Button onClick={install}>
          <Download aria-hidden="true" />
          Install
        </Button>
      }
    >
      {null}
    </Group>
  );
}
