/** A request that cannot be served, with the HTTP status and the sentence its sender gets. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
