import tls from "node:tls";

/** Lets this process believe one more certificate, as an operator would by NODE_EXTRA_CA_CERTS. */
export function trust(cert: string): void {
  const create = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const context = create(options);
    (context as tls.SecureContext & { context: { addCACert(pem: string): void } }).context.addCACert(cert);
    return context;
  };
}
