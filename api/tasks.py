"""Celery's entries into the services."""

from celery import shared_task

from api.services import deliveries, exports, searches, snapshots, writes


@shared_task(name="api.build_snapshot")
def build_snapshot() -> str:
    """Build a snapshot of everything published; its id."""
    return str(snapshots.build().public_id)


@shared_task(name="api.prepare_exports")
def prepare_exports() -> int:
    """Prepare the exports that wait; how many were finished."""
    return exports.run()


@shared_task(name="api.sweep_exports")
def sweep_exports() -> int:
    """Do away with old exports and their files; how many went."""
    return exports.sweep()


@shared_task(name="api.sweep_writes")
def sweep_writes() -> int:
    """Forget what was asked under a key long ago; how many that were."""
    return writes.sweep()


@shared_task(name="api.send_webhooks")
def send_webhooks() -> int:
    """Send what is due to partners' addresses; how many attempts that were."""
    return deliveries.run()


@shared_task(name="api.sweep_webhooks")
def sweep_webhooks() -> int:
    """Forget what was delivered long ago; how many rows went."""
    return deliveries.sweep()


@shared_task(name="api.send_alerts")
def send_alerts() -> int:
    """Tell partners by mail what their searches found; how many mails went out."""
    return searches.send_due()
