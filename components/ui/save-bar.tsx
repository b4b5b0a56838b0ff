import { Button } from "./button";

interface Props {
  isDirty: boolean;
  isSaving: boolean;
  isSaved: boolean;
  /** What went wrong with the form as a whole. */
  problem: string | undefined;
  reset: () => void;
}

/** At the foot of a form: saving, taking back what was typed, and how it went. */
export function SaveBar({ isDirty, isSaving, isSaved, problem, reset }: Props) {
  return (
    <div className="mt-6 flex flex-wrap items-center gap-2">
      <Button
        type="submit"
        look="primary"
        aria-disabled={!isDirty || isSaving}
        className="aria-disabled:cursor-default aria-disabled:opacity-50"
      >
        {isSaving ? "Saving…" : "Save"}
      </Button>
      {isDirty && !isSaving && (
        <Button look="quiet" onClick={reset}>
          Take back
        </Button>
      )}
      <p role="status" className="text-sm text-moss">
        {isSaved && !isDirty && "Saved."}
      </p>
      <p role="alert" className="basis-full text-sm text-rose empty:hidden">
        {problem && `${problem} What you typed is kept.`}
      </p>
    </div>
  );
}
