#!/usr/bin/env python3
"""Django's command line for osbiz."""

import os
import sys


def main() -> None:
    """Run the command; a setting that is missing or wrong is told in one line, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(error))


if __name__ == "__main__":
    main()
