import { Button } from "@/components/ui/button";

interface Props {
  /** What is wrong with the whole and no field of it. */
  problem: string | undefined;
  isSaving: boolean;
  isReady: boolean;
  /** What saving is called here, and while it goes on. */
  save: string;
  saving?: string;
  close: () => void;
}

/** The end of a form in a dialog. Its button stays reachable while there is nothing to save. */
export function FormFooter({ problem, isSaving, isReady, save, saving = "Saving…", close }: Props) {
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      <p role="alert" className="grow basis-full text-sm text-rose empty:hidden">
        {problem}
      </p>
      <Button look="quiet" onClick={close}>
        Cancel
      </Button>
      <Button
        type="submit"
        look="primary"
        aria-disabled={isSaving || !isReady}
        className="aria-disabled:cursor-default aria-disabled:opacity-50"
      >
        {isSaving ? saving : save}
      </Button>
    </div>
  );
}
