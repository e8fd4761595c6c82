"""Static files in production: each under the hash of its content, also the modules that a script imports."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFilesStorage(CompressedManifestStaticFilesStorage):
    """Browsers keep a file for ever and never ask again; what has changed has another name."""

    support_js_module_import_aggregation = True
    # A module's name follows from the names of those it imports: one pass for each step of the longest way.
    max_post_process_passes = 20
