// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The programs below {@code tests/programs}, each built by the first test that needs it. */
final class Programs {
    private final Map<String, Path> built = new ConcurrentHashMap<>();

    Path built(String name, Workbench bench) {
        Path directory =
                built.computeIfAbsent(bench.cpu() + "/" + name, key -> build(key, name, bench));
        bench.log().say(name + " is in " + directory);
        return directory;
    }

    private static Path build(String place, String name, Workbench bench) {
        Path directory = Workbench.top().resolve("tests/target/programs").resolve(place);
        bench.run(List.of(Workbench.programs(name) + "/build", directory.toString())).exits(0);
        return directory;
    }
}
