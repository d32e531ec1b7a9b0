package httpwire.dsl

/** Which certificates are trusted and shown; the defaults are those of the JVM. Texts are in PEM. */
@HttpDsl
public interface TlsScope {
    /**
     * Trusts these certificates, and those of other calls, but no others.
     *
     * @throws IllegalArgumentException if [pem] holds no certificate
     * @sample httpwire.examples.samples.dsl.tls
     */
    public fun trusting(pem: String)

    /**
     * Shows this certificate when the server asks for one. Once in a block.
     *
     * @param certificates the chain, this side's own certificate first
     * @param key its private key, PKCS #8, not encrypted
     * @throws IllegalArgumentException if either cannot be read; the message never shows the key
     * @throws IllegalStateException if it was called before
     * @sample httpwire.examples.samples.dsl.identity
     */
    public fun identity(certificates: String, key: String)
}
