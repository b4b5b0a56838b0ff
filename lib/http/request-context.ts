/** What a verb may know of the HTTP around it, and may add to the answer's headers. */
export interface RequestContext {
  request: Request;
  headers: Headers;
}
