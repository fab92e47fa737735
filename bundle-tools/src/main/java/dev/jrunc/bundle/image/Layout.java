package dev.jrunc.bundle.image;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.report.BundleException;
import org.jspecify.annotations.Nullable;

/** The files of an image layout or a docker-save archive, by their names in it. */
public interface Layout extends AutoCloseable {
    /** What the caller named. */
    String name();

    /** Null when there is no such file. */
    @Nullable
    Content find(String path) throws BundleException;

    @Override
    void close();

    /** A blob of the right size; its digest is yet to be checked. What the descriptor itself holds does as well. */
    default Content blob(Descriptor descriptor) throws BundleException {
        Digest digest = descriptor.digest();
        byte[] inline = descriptor.data();
        if (inline != null) {
            descriptor.check(inline);
            return new InlineContent("blob " + digest, inline);
        }
        Content content = find("blobs/" + digest.algorithm().specName() + "/" + digest.hex());
        if (content == null) {
            throw new ImageException(name() + ": blob " + digest + " is missing"
                    + (descriptor.isForeign() ? ", a layer that its maker alone hands out: its urls say where" : ""));
        }
        if (content.size() != descriptor.size()) {
            throw Descriptor.wrongSize(digest, descriptor.size(), content.size());
        }
        return content;
    }

    /** The checked bytes of a document. */
    default byte[] document(Descriptor descriptor, long most) throws BundleException {
        byte[] bytes = blob(descriptor).whole(most);
        descriptor.check(bytes);
        return bytes;
    }
}
