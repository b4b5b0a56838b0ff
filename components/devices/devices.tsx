"use client";

import { BellOff } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import { useDevices, useThisBrowser } from "@/lib/notifications/devices/client";
import { Group } from "../ui/group";
import { ListFailed, RowsSkeleton } from "../ui/list-states";
import { Rows } from "../ui/row";
import { DeviceRow } from "./device-row";
import { InstallApp } from "./install-app";
import { ThisBrowser } from "./this-browser";

/** What shows my notifications besides an open page: this browser, others, apps. */
export function Devices() {
  const { data, error, refetch } = useDevices();
  const here = useThisBrowser();
  return (
    <>
      <ThisBrowser here={here} />
      <Group
        title="Your devices"
        about="Each shows what you have chosen for it, also while Belfry is closed there. If you do not know one of them, remove it."
      >
        {data && data.devices.length === 0 ? (
          <EmptyState icon={<BellOff aria-hidden="true" />} title="No devices yet">
            Turn notifications on in this browser, and it is listed here.
          </EmptyState>
        ) : data ? (
          <Rows label="Devices">
            {data.devices.map((device) => (
              <DeviceRow key={device.id} device={device} isHere={device.id === here?.device?.id} />
            ))}
          </Rows>
        ) : error ? (
          <ListFailed title="Your devices could not be fetched" error={error} retry={() => void refetch()} />
        ) : (
          <RowsSkeleton what="Fetching your devices" rows={2} />
        )}
      </Group>
      <InstallApp />
    </>
  );
}
