package dev.jrunc.bundle.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One image for one platform, its documents checked; the layers are yet to be read.
 *
 * @param manifest by which it is known; null in a docker-save archive
 */
public record Image(@Nullable Descriptor manifest, ImageConfig config, List<Layer> layers) {
    public Image {
        layers = List.copyOf(layers);
    }

    /** Of the layers as they are kept. */
    public long size() {
        long size = 0;
        for (Layer layer : layers) {
            size += layer.content().size();
        }
        return size;
    }
}
