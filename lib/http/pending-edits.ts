import { Observable } from "@/lib/observable";

/**
 * Edits shown before their server has answered, in the order they were made. What was fetched is not touched for
 * them: it is shown with these replayed over it, so one that is refused is taken back by leaving it out.
 */
export class PendingEdits<Edit, Answer> extends Observable<readonly Edit[]> {
  readonly #answers = new Map<Edit, Answer>();

  /** `fold` writes an edit that was answered into what was fetched before it. */
  constructor(private readonly fold: (edit: Edit, answer: Answer) => void) {
    super([]);
  }

  add(edit: Edit): void {
    this.set([...this.get(), edit]);
  }

  /** The server has made it. It is folded once those before it are answered, too: the later of two has the last word. */
  commit(edit: Edit, answer: Answer): void {
    this.#answers.set(edit, answer);
    this.#foldAnswered(this.get());
  }

  /** The server has not. What was made since stays. */
  revert(edit: Edit): void {
    this.#foldAnswered(this.get().filter((other) => other !== edit));
  }

  #foldAnswered(edits: readonly Edit[]): void {
    const first = edits.findIndex((edit) => !this.#answers.has(edit));
    const answered = first < 0 ? edits : edits.slice(0, first);
    for (const edit of answered) {
      this.fold(edit, this.#answers.get(edit) as Answer);
      this.#answers.delete(edit);
    }
    this.set(edits.slice(answered.length));
  }
}

/** What was fetched, as it is after these edits. */
export const replay = <Data, Edit>(
  fetched: Data | undefined,
  edits: readonly Edit[],
  apply: (data: Data, edit: Edit) => Data,
): Data | undefined => (fetched === undefined ? undefined : edits.reduce(apply, fetched));
