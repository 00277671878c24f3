// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The nsb command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        }
        System.out.println("nsb " + properties.getProperty("version"));
    }
}
