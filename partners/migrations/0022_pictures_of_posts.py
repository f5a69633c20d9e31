"""A post has several pictures; the one that it had is the first of them."""

import django.db.models.deletion
from django.db import migrations, models

_MOVE = """
INSERT INTO partners_postpicture (post_id, image, alt, "order")
SELECT id, image, image_alt, 0 FROM partners_post WHERE image <> ''
"""
_MOVE_BACK = """
UPDATE partners_post SET image = picture.image, image_alt = picture.alt
  FROM partners_postpicture picture WHERE picture.post_id = partners_post.id AND picture."order" = 0
"""


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0001_squashed_0021_post_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='PostPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('image', models.ImageField(upload_to='uploads/projects/', verbose_name='picture')),
                ('alt', models.CharField(max_length=120, verbose_name='what the picture shows')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='partners.post')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.RunSQL(_MOVE, _MOVE_BACK),
        migrations.RemoveField(
            model_name='post',
            name='image',
        ),
        migrations.RemoveField(
            model_name='post',
            name='image_alt',
        ),
    ]
