from tests.reports.conftest import MAY_DIFFER, share_of_differing_pixels
from tests.reports.docs_pictures import FOLDER, drawn


def test_the_pictures_of_the_guide_show_what_is_drawn_now():
    differing = {name: share_of_differing_pixels(png, (FOLDER / name).read_bytes()) for name, png in drawn().items()}

    assert set(differing) == {"report.png", "participation.png", "certificate.png", "programme.png"}
    assert all(share <= MAY_DIFFER for share in differing.values()), "python -m tests.reports.docs_pictures"
